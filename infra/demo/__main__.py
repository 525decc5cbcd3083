"""``python -m infra.demo``: load the demo into the system that the settings name."""

import asyncio
import sys

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from infra.demo.data import read_city
from infra.demo.gateway import DemoRefused, Gateway, GatewayAway
from infra.demo.load import Loaded, Loader, steps
from infra.demo.staff import enter_staff
from infra.people import PeopleAway, PeopleRefused, PeopleService
from shared.settings import settings

console = Console()


async def load_demo() -> Loaded:
    """Load the demo and show how far it is.

    Raises:
        DemoRefused, GatewayAway.
    """
    city = read_city()
    columns = (
        TextColumn("デモデータ"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("", total=steps(city))

        def done(what: str) -> None:
            progress.update(task, advance=1, description=what[:40])

        known = settings()
        people = {"KYODO_PEOPLE_URL": known.people_url, "KYODO_SERVICE_KEY": known.service_key}
        staff = enter_staff(PeopleService(people), city)
        async with Gateway(known) as gateway:
            loaded = await Loader(gateway, city, staff, done).load()
        progress.update(task, description="")
    return loaded


def main() -> int:
    """Run it; the exit status is 0 when all of it is there."""
    try:
        loaded = asyncio.run(load_demo())
    except KeyboardInterrupt:
        console.print(
            "途中で止めました。もう一度実行すると、続きから読み込みます。 / stopped; run it again"
        )
        return 130
    except (GatewayAway, PeopleAway) as error:
        console.print(
            f"{error} につながりません。make run で起動してから、もう一度実行してください。"
            f" / cannot reach {error}; start the system with make run, then try again.",
            style="red",
        )
        return 1
    except (DemoRefused, PeopleRefused) as error:
        console.print(
            f"デモデータを読み込めませんでした。 / the demo was refused: {error}",
            style="red",
            markup=False,
        )
        return 1
    console.print(
        f"提出意見 {loaded.comments} 通（うち今回 {loaded.new_comments} 通）"
        f" / {loaded.comments} comments, {loaded.new_comments} of them new"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
