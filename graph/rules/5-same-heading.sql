-- Agents that two catalogues name with the same words and of whom nothing else is known.
SELECT s.path, t.path, 0.6, 'candidate', MIN(u.field), MIN(s.text)
FROM name s
JOIN name t ON t.key = s.key AND s.path < t.path
JOIN node m ON m.path = s.path AND m.heading AND m.kind IN ('person', 'group')
JOIN node n ON n.path = t.path AND n.heading AND n.kind = m.kind AND n.source <> m.source
JOIN used u ON u.path = s.path
LEFT JOIN component c ON c.path = s.path
LEFT JOIN component d ON d.path = t.path
WHERE COALESCE(c.root, s.path) <> COALESCE(d.root, t.path)
GROUP BY s.path, t.path
ORDER BY 1, 2
