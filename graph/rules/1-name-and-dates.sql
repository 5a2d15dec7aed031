-- Persons with the same name and the same year of birth or of death.
SELECT s.path, t.path, 0.97, 'accepted', COALESCE(MIN(u.field), 'name'), MIN(s.text)
FROM name s
JOIN name t ON t.key = s.key AND s.path < t.path
JOIN node m ON m.path = s.path AND m.kind = 'person'
JOIN node n ON n.path = t.path AND n.kind = 'person'
JOIN year x ON x.path = s.path
JOIN year y ON y.path = t.path AND y.role = x.role AND y.value = x.value
LEFT JOIN used u ON u.path = s.path
GROUP BY s.path, t.path
ORDER BY 1, 2
