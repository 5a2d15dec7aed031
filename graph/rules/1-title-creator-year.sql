-- Works with the same title, an agent in common and the same year of publication.
SELECT s.path, t.path, 0.96, 'accepted', '245$a', MIN(s.text)
FROM name s
JOIN name t ON t.key = s.key AND t.main AND s.path < t.path
JOIN node m ON m.path = s.path AND m.kind = 'work' AND NOT m.heading
JOIN node n ON n.path = t.path AND n.kind = 'work' AND NOT n.heading
JOIN year x ON x.path = s.path AND x.role = 'published'
JOIN year y ON y.path = t.path AND y.role = 'published' AND y.value = x.value
JOIN agent a ON a.path = s.path
JOIN agent b ON b.path = t.path AND b.agent = a.agent
WHERE s.main
GROUP BY s.path, t.path
ORDER BY 1, 2
