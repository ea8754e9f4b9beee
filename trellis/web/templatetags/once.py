"""`{% once %}…{% endonce %}`: what is the same on every page and for everybody, rendered once and kept.

For links to our own files and pages in the frame: looking each up anew is a good part of what a page costs. Nothing of
a request may stand inside.
"""

from django import template
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString

register = template.Library()


class OnceNode(template.Node):
    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        self.kept: SafeString | None = None

    def render(self, context: Context) -> SafeString:
        if self.kept is None:
            self.kept = self.nodelist.render(context.new())
        return self.kept


@register.tag
def once(parser: Parser, token: Token) -> OnceNode:
    nodelist = parser.parse(("endonce",))
    parser.delete_first_token()
    return OnceNode(nodelist)
