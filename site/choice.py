"""Which values of a resource a rule of `facts.yaml` is about."""

from pyoxigraph import Literal, NamedNode

from mocban.graph.resource import Resource, Step, iri, kind_of
from mocban.ontology.namespaces import RDF, RDFS
from mocban.site.rules import Rule
from mocban.site.words import LANGUAGES

_TYPE = RDF.type[1:-1]
_WORDED = (RDFS.label[1:-1], iri("bf:duration"))


class Choice:
    """Follows the paths of rules from a resource, for a page in `language`."""

    def __init__(self, resource: Resource, language: str) -> None:
        self.resource = resource
        self.language = language

    def steps(self, rule: Rule) -> list[Step]:
        """The values that a rule is about."""
        steps = [step for path in rule.paths for step in self._ends(rule, path)]
        steps = steps if rule.distinct else self._in_one_language(rule.paths, steps)
        return [step for step in steps if self._wanted(rule, step)]

    def beside(self, paths: list[list[str]], step: Step) -> list[Step]:
        """What the node that has the value says beside it; the thing itself says it elsewhere."""
        if step.at in self.resource.things:
            return []
        found = [each for path in paths for each in self.resource.follow(path, [step.at])]
        return self._in_one_language(paths, found)

    def is_part(self, step: Step) -> bool:
        """Whether the value is a node that only describes the thing or the node that has it."""
        node = str(step.value)[1:]
        return node.startswith(tuple(f"{whole}/" for whole in (step.at, *self.resource.things)))

    def _ends(self, rule: Rule, path: list[str]) -> list[Step]:
        """The values at the end of a path. Where nodes that have one also have what the rule
        would rather see, the others are left out: of all, or of those of each node at the end
        of `each`."""
        follow = self.resource.follow
        if not rule.rather:
            return follow(path)
        wholes = [self.resource.things]
        if rule.each:
            wholes = [
                [step.value.value]
                for step in follow(rule.each)
                if isinstance(step.value, NamedNode)
            ]
        found: list[Step] = []
        for starts in wholes:
            ends = [
                end for end in follow(path[len(rule.each) :], starts) if self._wanted(rule, end)
            ]
            found += [end for end in ends if follow(rule.rather, [end.at])] or ends
        return list(dict.fromkeys(found))

    def _wanted(self, rule: Rule, step: Step) -> bool:
        """Whether a rule is about this value, by what it is and by the node that has it."""
        if rule.of and not (
            isinstance(step.value, NamedNode) and kind_of(step.value.value) in rule.of
        ):
            return False
        if step.at in self.resource.things:
            return True
        return not (
            (rule.only and not self._is(rule, rule.only, [step.at]))
            or (rule.but and self._is(rule, rule.but, _wholes(step.at)))
        )

    def _is(self, rule: Rule, classes: frozenset[str], nodes: list[str]) -> bool:
        said = self.resource.follow(rule.by or [_TYPE], nodes)
        return any(str(each.value)[1:-1] in classes for each in said)

    def _in_one_language(self, paths: list[list[str]], steps: list[Step]) -> list[Step]:
        """Without words in another language of the site, of what is also worded in that of the
        page."""
        if not any(path[-1] in _WORDED for path in paths):
            return steps
        own = self.language
        spoken = {step.at for step in steps if _language(step) == own}
        return [
            step
            for step in steps
            if step.at not in spoken or _language(step) not in LANGUAGES or _language(step) == own
        ]


def _language(step: Step) -> str:
    return (step.value.language or "") if isinstance(step.value, Literal) else ""


def _wholes(node: str) -> list[str]:
    """A node and all those of which its IRI makes it a part."""
    steps = node.split("/")
    return ["/".join(steps[:end]) for end in range(len(steps), 3, -1)]
