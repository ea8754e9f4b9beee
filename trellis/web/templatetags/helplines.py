"""`{% answering site.helplines as lines %}`: each helpline and when it opens, those that answer now first."""

from datetime import datetime

from django import template
from django.utils import timezone

from trellis.finder.helplines import Country, Helpline

register = template.Library()


@register.simple_tag
def answering(country: Country, now: datetime | None = None) -> list[tuple[Helpline, str]]:
    return country.at(now or timezone.now())
