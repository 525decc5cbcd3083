"""What has no answer yet, and how far the answers are, as sentences."""

from collections.abc import Iterator

from gateway.summary.gathering import Case, Facts
from shared.cited import Composer, Sentence


def open_questions(say: Composer, facts: Facts) -> Iterator[Sentence]:
    """Tell what waits and what is overdue, with the words of what has waited longest."""
    for case in facts.cases:
        about = {"consultation": (case.id, case.title)}
        waiting, inquiries, due = case.progress["unanswered"], case.inquiries_overdue, case.overdue
        if not waiting and not inquiries and not due["count"]:
            nothing = {"unanswered": 0, "inquiries": 0, "responses": 0}
            yield say.say("NOTHING_OPEN", nothing, about)
        if waiting:
            yield say.say("UNANSWERED", {"unanswered": waiting}, about)
            yield from _words_of(say, case)
        if inquiries:
            yield say.say("INQUIRIES_OVERDUE", {"overdue": inquiries}, about)
        if due["count"]:
            first = due["first"] or ""
            yield say.say("RESPONSES_OVERDUE", {"overdue": due["count"], "first": first}, about)


def _words_of(say: Composer, case: Case) -> Iterator[Sentence]:
    passage, about = case.unanswered, {"consultation": (case.id, case.title)}
    if passage is None:
        return
    if case.oldest:
        yield say.say("OLDEST_UNANSWERED", {"day": passage.comment["received_on"]}, about)
    code = "QUOTE_OLDEST_UNANSWERED" if case.oldest else "QUOTE_UNANSWERED"
    quoted = (passage.comment["id"], passage.start, passage.end, passage.text)
    yield say.say(code, names=about, quoted=quoted)


def progress(say: Composer, facts: Facts) -> Iterator[Sentence]:
    """Tell how many opinions have an answer, and in which states the answers are."""
    if not facts.cases:
        yield say.say("NO_CONSULTATION", {"consultations": 0})
    for case in facts.cases:
        about, told = {"consultation": (case.id, case.title)}, case.progress
        figures = {"answered": told["answered"], "unanswered": told["unanswered"]}
        yield say.say("ANSWERED", figures, about)
        for state in say.forms.words["response_state"]:
            if count := told["states"].get(state, 0):
                named = {**about, "response_state": (state, "")}
                yield say.say("RESPONSES", {"responses": count}, named)
        if told["outdated"]:
            yield say.say("OUTDATED", {"outdated": told["outdated"]}, about)
