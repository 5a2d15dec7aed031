"""Which headings and things are one: a union-find that respects what people rejected."""

from collections.abc import Iterator


class Components:
    """Which nodes are one; a path that is not in it is alone."""

    def __init__(self, rejected: dict[str, set[str]]) -> None:
        self._parent: dict[str, str] = {}
        self._entities: dict[str, set[str]] = {}
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
        self._entities.setdefault(self.root(path), set()).add(entity)

    def entities(self, path: str) -> set[str]:
        """The pinned entities of all nodes that are one with this one."""
        return self._entities.get(self.root(path), set())

    def join(self, path: str, other: str) -> bool:
        """Make two nodes one, unless a person has rejected what would come of it."""
        a, b = sorted((self.root(path), self.root(other)))
        if a == b:
            return True
        if not self.allowed(a, b):
            return False
        self._parent[b] = a
        self._parent.setdefault(a, a)
        self._entities.setdefault(a, set()).update(self._entities.pop(b, ()))
        if b in self._rejected:
            self._rejected.setdefault(a, set()).update(self._rejected[b])
        return True

    def allowed(self, path: str, other: str) -> bool:
        """Whether nobody has rejected that these two are one."""
        return not (
            self.entities(path) & self._rejected.get(self.root(other), set())
            or self.entities(other) & self._rejected.get(self.root(path), set())
        )

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return ((path, self.root(path)) for path in list(self._parent))
