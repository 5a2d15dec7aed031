-- Things of one kind in different sources, with the same name and at the same place.
SELECT s.path, t.path, 0.96, 'accepted', 'name', MIN(s.text)
FROM name s
JOIN name t ON t.key = s.key AND s.path < t.path
JOIN node m ON m.path = s.path AND NOT m.heading
JOIN node n ON n.path = t.path AND NOT n.heading AND n.kind = m.kind AND n.source <> m.source
JOIN surroundings a ON a.path = s.path
JOIN surroundings b ON b.path = t.path AND b.key = a.key
WHERE m.kind IN ('monument', 'object', 'archive', 'attraction')
GROUP BY s.path, t.path
ORDER BY 1, 2
