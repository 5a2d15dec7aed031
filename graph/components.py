"""Which headings and things are one: a union-find that respects what people rejected."""

from collections.abc import Iterator


class Components:
    """Which nodes are one; a path that is not in it is alone."""

    def __init__(self, rejected: dict[str, set[str]]) -> None:
        self._parent: dict[str, str] = {}
        self._entities: dict[str, set[str]] = {}
        self._kinds: dict[str, str] = {}
        self._rejected = rejected
        self.chosen: set[str] = set()  # entities that a person has put something into

    def root(self, path: str) -> str:
        """The node that stands for all that are one with this one."""
        parent = self._parent
        while (above := parent.get(path, path)) != path:
            parent[path] = parent.get(above, above)
            path = above
        return path

    def entity(self, path: str, entity: str) -> None:
        """Say which pinned entity a node belongs to."""
        root = self.root(path)
        self._entities.setdefault(root, set()).add(entity)
        self._kinds.setdefault(root, entity.partition("/")[0])

    def entities(self, path: str) -> set[str]:
        """The pinned entities of all nodes that are one with this one."""
        return self._entities.get(self.root(path), set())

    def join(self, path: str, other: str) -> bool:
        """Make two nodes one, unless a person has rejected what would come of it, or two
        things of different kinds would become one (a heading fits any kind)."""
        a, b = sorted((self.root(path), self.root(other)))
        if a == b:
            return True
        kinds = {kind for kind in (self.kind(path), self.kind(other)) if kind}
        if len(kinds) > 1 or not self.allowed(a, b):
            return False
        self._kinds[a] = kinds.pop() if kinds else ""
        self._parent[b] = a
        self._parent.setdefault(a, a)
        self._entities.setdefault(a, set()).update(self._entities.pop(b, ()))
        if b in self._rejected:
            self._rejected.setdefault(a, set()).update(self._rejected[b])
        return True

    def kind(self, path: str) -> str:
        """The kind of thing that a node and those that are one with it are; empty as long as
        there are only headings."""
        known = self._kinds.get(self.root(path), "")
        kind = path.split("/")[1]
        return known or ("" if kind == "heading" else kind)

    def allowed(self, path: str, other: str) -> bool:
        """Whether nobody has rejected that these two are one."""
        return not (
            self.entities(path) & self._rejected.get(self.root(other), set())
            or self.entities(other) & self._rejected.get(self.root(path), set())
        )

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return ((path, self.root(path)) for path in list(self._parent))
