-- Place headings: the unit of that name; every further name in the heading must be that of a
-- unit around it. A bare name that a province bears means the province, as in library practice.
WITH RECURSIVE
  around (path, outer_path) AS (
    SELECT path, outer_path FROM within
    UNION
    SELECT a.path, w.outer_path FROM around a JOIN within w ON w.path = a.outer_path
  ),
  fitting AS (
    SELECT h.path AS heading, COALESCE(c.root, t.path) AS unit, MIN(t.path) AS thing,
           MIN(h.text) AS text,
           EXISTS (SELECT 1 FROM part p WHERE p.path = h.path) AS qualified,
           MAX(EXISTS (SELECT 1 FROM level l WHERE l.path = t.path AND l.slug = 'tinh')) AS province
    FROM name h
    JOIN node hn ON hn.path = h.path AND hn.heading AND hn.kind = 'place'
    JOIN name t ON t.key = h.key
    JOIN node tn ON tn.path = t.path AND tn.kind = 'place' AND NOT tn.heading
    JOIN level v ON v.path = t.path
    LEFT JOIN component c ON c.path = t.path
    WHERE NOT EXISTS (
      SELECT 1 FROM part p
      WHERE p.path = h.path AND NOT EXISTS (
        SELECT 1 FROM around a JOIN name o ON o.path = a.outer_path
        WHERE a.path = t.path AND o.key = p.key))
    GROUP BY h.path, COALESCE(c.root, t.path)
  )
SELECT f.heading, f.thing,
       CASE WHEN f.qualified THEN 0.97 ELSE 0.95 END,
       CASE WHEN (SELECT COUNT(*) FROM fitting g WHERE g.heading = f.heading) = 1
              OR (NOT f.qualified AND f.province
                  AND (SELECT SUM(g.province) FROM fitting g WHERE g.heading = f.heading) = 1)
            THEN 'accepted' ELSE 'candidate' END,
       (SELECT MIN(field) FROM used u WHERE u.path = f.heading), f.text
FROM fitting f
ORDER BY 1, 2
