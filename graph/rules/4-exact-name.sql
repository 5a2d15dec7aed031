-- Headings: the one thing of an agreeing kind that bears exactly this name. The table
-- `agreement` says which kinds agree and in which fields. A place in the heading must be
-- around the thing; without one, a name of a single syllable is too common to be certain.
WITH fitting AS (
  SELECT h.path AS heading, COALESCE(c.root, t.path) AS thing_root, MIN(t.path) AS thing,
         MIN(h.text) AS text, MIN(u.field) AS field, MIN(h.syllables) AS syllables,
         EXISTS (SELECT 1 FROM part p WHERE p.path = h.path) AS qualified,
         MAX(g.confidence) AS confidence
  FROM name h
  JOIN node hn ON hn.path = h.path AND hn.heading
  JOIN used u ON u.path = h.path
  JOIN name t ON t.key = h.key
  JOIN node tn ON tn.path = t.path AND NOT tn.heading
  JOIN agreement g ON g.heading = hn.kind AND g.thing = tn.kind AND u.field GLOB g.field
                   AND (NOT g.own OR tn.source = hn.source)
  LEFT JOIN component c ON c.path = t.path
  WHERE NOT EXISTS (SELECT 1 FROM level v WHERE v.path = t.path)
    AND NOT EXISTS (SELECT 1 FROM located l WHERE l.place = t.path)
    AND NOT EXISTS (
      SELECT 1 FROM part p
      WHERE p.path = h.path
        AND NOT EXISTS (SELECT 1 FROM surroundings s WHERE s.path = t.path AND s.key = p.key))
    AND NOT EXISTS (
      SELECT 1 FROM year x JOIN year y ON y.role = x.role AND y.value <> x.value
      WHERE x.path = h.path AND y.path = t.path)
  GROUP BY h.path, COALESCE(c.root, t.path)
)
SELECT f.heading, f.thing,
       CASE WHEN f.qualified THEN MAX(f.confidence, 0.97) ELSE f.confidence END,
       CASE WHEN (SELECT COUNT(*) FROM fitting g WHERE g.heading = f.heading) = 1
             AND (f.qualified OR (f.confidence >= 0.95 AND f.syllables > 1))
            THEN 'accepted' ELSE 'candidate' END,
       f.field, f.text
FROM fitting f
ORDER BY 1, 2
