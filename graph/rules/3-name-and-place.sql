-- Things of one kind in different sources with the same name: one, when they stand in the
-- same commune and the further units of one address are all around the other; else somebody
-- may look, unless the name is of a single syllable.
WITH
  spot (path, place, key) AS (
    SELECT l.path, w.outer_path, n.key FROM located l
    JOIN within w ON w.path = l.place JOIN name n ON n.path = w.outer_path
  ),
  same AS (
    SELECT s.path AS path, t.path AS other, MIN(s.text) AS text, MAX(s.syllables) AS syllables,
           EXISTS (
             SELECT 1 FROM spot a JOIN spot b ON b.key = a.key
             WHERE a.path = s.path AND b.path = t.path
               AND NOT EXISTS (
                 SELECT 1 FROM part p WHERE p.path = a.place AND NOT EXISTS (
                   SELECT 1 FROM surroundings r WHERE r.path = t.path AND r.key = p.key))
           ) AS placed
    FROM name s
    JOIN name t ON t.key = s.key AND s.path < t.path
    JOIN node m ON m.path = s.path AND NOT m.heading
    JOIN node n ON n.path = t.path AND NOT n.heading AND n.kind = m.kind AND n.source <> m.source
    WHERE m.kind IN ('monument', 'object', 'archive', 'attraction', 'ich', 'event')
    GROUP BY s.path, t.path
  )
SELECT path, other, CASE WHEN placed THEN 0.96 ELSE 0.6 END,
       CASE WHEN placed THEN 'accepted' ELSE 'candidate' END, 'name', text
FROM same WHERE placed OR syllables > 1
ORDER BY 1, 2
