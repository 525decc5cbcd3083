# What people and CI call. `make help` lists it.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv/bin
SET_UP = $(PYTHON) -m infra.local.bootstrap
WORKERS ?= 2
FAULTS ?= 30
SEED ?= 1
CASES ?= 2400
SECONDS ?= 600
AREA ?= comments
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run stop secrets demo-reset test check permissions schemas fmt lock bench-accept bench-anchors bench-draw bench-folding bench-insight bench-matching bench-paper bench-scale bench-seating bench-workshop chaos chaos-kafka-down test-security audit screenshots

help: ## この一覧 / this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## (.*)/  make \1\t\2/' | expand -t 24

setup: ## 必要なものをこのフォルダーに入れる / install everything into this checkout
	@$(SET_UP)

setup-dev:
	@$(SET_UP) --dev

run: setup ## 全体を動かす（Ctrl-C で終了） / start the whole system
	@exec $(VENV)/python -m infra.local run

stop: ## 止める。異常終了のあとの片付けも / stop it, also after a crash
	@test ! -x $(VENV)/python || exec $(VENV)/python -m infra.local stop

secrets: ## .local/secrets に秘密のファイルを作る（docker compose 用） / one file for each secret
	@$(PYTHON) -m infra.local.environment

demo-reset: setup ## デモデータを最初から / the demo data anew
	@$(VENV)/python -m infra.local demo-reset

# Systems of their own under load have the machine to themselves: one after the other, at the end.
# 5 is what pytest says when ARGS choose no test.
test: ## すべてのテスト / all tests
	@$(SET_UP) --dev --browser
	$(VENV)/python -m pytest -n $(WORKERS) --dist worksteal -m "not alone" $(ARGS) || [ $$? -eq 5 ]
	$(VENV)/python -m pytest -m alone $(ARGS) || [ $$? -eq 5 ]

check: setup-dev ## 形式・型・依存の規則・スキーマの差分 / format, lint, types, import rules, schemas
	$(VENV)/ruff format --check .
	$(VENV)/ruff check .
	$(VENV)/mypy
	$(VENV)/lint-imports --cache-dir .local/import-linter
	PYTHONWARNINGS=ignore::UserWarning $(VENV)/deptry . --requirements-files requirements/runtime.in,requirements/local.in
	$(VENV)/python -m shared.events.export --check
	$(VENV)/python -m gateway.export --check
	$(VENV)/python -m infra.local.npm --prefix gateway/web run typecheck

permissions: setup-dev ## だれが何を使えるかの表を書き直す / write docs/permissions.md anew
	WRITE_PERMISSIONS=1 $(VENV)/python -m pytest -q tests/integration/gateway/test_permissions.py

schemas: setup-dev ## イベントと GraphQL のスキーマを書き出す / write the schemas of events and GraphQL
	$(VENV)/python -m shared.events.export
	$(VENV)/python -m gateway.export

fmt: setup-dev ## 形式を整える / format the code
	$(VENV)/ruff format .
	$(VENV)/ruff check --fix .

lock: setup-dev ## パッケージの版を固定し直す / lock packages and jars anew
	@for name in uv runtime local dev; do \
	    echo "requirements/$$name.txt"; \
	    .local/tools/uv/bin/uv pip compile --quiet --no-header --generate-hashes \
	        --no-emit-index-url --python-version 3.11 $(UPGRADE) \
	        requirements/$$name.in -o requirements/$$name.txt || exit 1; \
	done
	@.local/tools/uv/bin/uv pip compile --quiet --no-header --no-deps --generate-hashes \
	    --no-emit-index-url --python-version 3.11 $(UPGRADE) \
	    requirements/vectors.in -o requirements/vectors.txt
	$(VENV)/python -m infra.local.kafka_jars.fetch --lock

bench-anchors: setup-dev ## 改訂後の版で該当箇所を見つける正しさ / anchors over revisions (SEED=1)
	@$(VENV)/python -m tests.bench.anchors.run --seed $(SEED) $(ARGS)

bench-folding: setup-dev ## 同じ文面の意見をまとめる精度と速さ / folding of campaigns (SEED=1)
	@$(VENV)/python -m tests.bench.folding.run --seed $(SEED) $(ARGS)

bench-insight: setup-dev ## 20万件の意見の論点 / topics at record size (SEED=1)
	@$(VENV)/python -m tests.bench.insight.run --seed $(SEED) $(ARGS)

bench-paper: setup-dev ## 紙の意見を入力し、照合し、答える手間 / keys and pages of paper forms (SEED=1)
	@$(SET_UP) --dev --browser
	@$(VENV)/python -m tests.bench.paper --seed $(SEED) $(ARGS)

bench-accept: setup-dev ## 意見を受け付ける費用と遅れ / cost and delay of accepting a comment
	@$(VENV)/python -m tests.bench.accept $(ARGS)

bench-scale: setup-dev ## 溜まった量で費用がどう増えるか / cost by what is stored (AREA=comments SEED=1)
	@$(VENV)/python -m tests.bench.scale.run --area $(AREA) --seed $(SEED) $(ARGS)

bench-matching: setup-dev ## 必要なものと提供の組み合わせ：正しい相手が5つに入る割合 / needs and offers against labelled pairs
	@$(VENV)/python -m tests.bench.matching.run --seed $(SEED) $(ARGS)

bench-draw: setup-dev ## 委員の抽選：公平さの証明と、やり直しても同じになること / chances of a draw, proven, and its repeats
	@$(VENV)/python -m tests.bench.draw --seed $(SEED) $(ARGS)

bench-seating: setup-dev ## 市民カフェの席：同じ人に二度会う組の数と、証明した下限 / seating plans against proven bounds
	@$(VENV)/python -m tests.bench.seating --seed $(SEED) $(ARGS)

bench-workshop: setup-dev ## 市民カフェの実況：200人の付箋が届くまで / a live World Café with 200 people
	@$(VENV)/python -m tests.bench.workshop.run --seed $(SEED) $(ARGS)

chaos: setup-dev ## 負荷の下での故障 / faults under load (FAULTS=30 SEED=1)
	@$(VENV)/python -m tests.chaos.run --faults $(FAULTS) --seed $(SEED) $(ARGS)

test-security: setup-dev ## 攻撃を試す / attacks on the whole system (CASES=2400 SEED=1)
	@$(VENV)/python -m tests.security.run --cases $(CASES) --seed $(SEED) $(ARGS)

audit: setup-dev ## 部品の既知の弱点 / known weaknesses in the locked packages
	@$(VENV)/python -m tests.security.audit

chaos-kafka-down: setup-dev ## Kafka が10分止まっても受け付ける / Kafka away for a while (SECONDS=600)
	@$(VENV)/python -m tests.chaos.run --kafka-down $(SECONDS) --seed $(SEED) $(ARGS)

screenshots: ## README の画像を撮り直す / take the README's pictures from the running system
	@$(SET_UP) --dev --browser
	@$(VENV)/python -m tests.e2e.screenshots $(ARGS)
