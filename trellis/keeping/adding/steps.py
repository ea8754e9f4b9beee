"""The steps in their order, and which of them apply. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from trellis.keeping.adding import answers as said
from trellis.keeping.adding import questions
from trellis.keeping.adding.answers import Answers
from trellis.keeping.adding.once import HostForm
from trellis.keeping.adding.online import OnlineForm
from trellis.keeping.adding.questions import Question
from trellis.keeping.adding.where import WhereForm


def _always(_: Answers) -> bool:
    return True


def _has_hosts(answers: Answers) -> bool:
    return said.is_once(answers) and bool(said.known_place(answers) or said.known_group(answers))


def _is_new_group(answers: Answers) -> bool:
    return said.is_meeting(answers) and not said.known_group(answers)


def _is_new_group_or_place(answers: Answers) -> bool:
    """What is listed already has its contact and picture on its own page."""
    return not said.known_group(answers)


@dataclass(frozen=True, slots=True)
class Step:
    """`form` is None for a step with a page of its own making."""

    slug: str
    title: str
    form: type[Question] | None = None
    applies: Callable[[Answers], bool] = _always
    lead: str = ""


STEPS: Final = (
    Step("kind", "What it is", questions.KindForm),
    Step("where", "Where it is", WhereForm, said.is_somewhere),
    Step("point", "On the map", None, said.is_somewhere),
    Step("online", "Joining from home", OnlineForm, said.is_from_home),
    Step("host", "Who holds it", HostForm, _has_hosts),
    Step("name", "Its name", questions.NameForm),
    Step("when", "When it is", None, said.is_meeting),
    Step("pathway", "Its way", questions.PathwayForm, _is_new_group),
    Step("about", "The place", questions.PlaceForm, said.is_place),
    Step("like", "What it is like", questions.LikeForm, said.is_meeting),
    Step("joining", "How to join", questions.JoiningForm),
    Step("drink", "Alcohol and drugs", questions.DrinkForm, said.is_new_place),
    Step("access", "Getting in and around", questions.AccessForm, said.is_new_place),
    Step("contact", "Contact", questions.ContactForm, _is_new_group_or_place),
    Step("picture", "A picture", None, _is_new_group_or_place),
)
BY_SLUG: Final = {step.slug: step for step in STEPS}


def applying(answers: Answers) -> Iterator[Step]:
    """Those that this kind of thing has."""
    return (step for step in STEPS if step.applies(answers))


def first_open(answers: Answers) -> Step | None:
    """The first that is not answered; None when all are."""
    return next((step for step in applying(answers) if step.slug not in answers), None)


def after(slug: str, answers: Answers) -> Step | None:
    """The step that follows; None after the last."""
    steps = list(applying(answers))
    place = next((number for number, step in enumerate(steps) if step.slug == slug), len(steps))
    return steps[place + 1] if place + 1 < len(steps) else None


def before(slug: str, answers: Answers) -> Step | None:
    steps = list(applying(answers))
    place = next((number for number, step in enumerate(steps) if step.slug == slug), len(steps))
    return steps[place - 1] if place else None


def number_of(slug: str, answers: Answers) -> tuple[int, int]:
    """Which question it is, of how many."""
    slugs = [step.slug for step in applying(answers)]
    return slugs.index(slug) + 1, len(slugs)
