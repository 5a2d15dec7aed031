-- Works whose editions share an ISBN: certain when the titles agree too, for sets share numbers.
SELECT a.path, b.path,
       CASE WHEN MAX(s.key = t.key) THEN 0.98 ELSE 0.7 END,
       CASE WHEN MAX(s.key = t.key) THEN 'accepted' ELSE 'candidate' END,
       '020$a', a.value
FROM identifier a
JOIN identifier b ON b.scheme = a.scheme AND b.value = a.value AND a.path < b.path
JOIN name s ON s.path = a.path AND s.main
JOIN name t ON t.path = b.path AND t.main
WHERE a.scheme = 'isbn'
GROUP BY a.path, b.path, a.value
ORDER BY 1, 2, 6
