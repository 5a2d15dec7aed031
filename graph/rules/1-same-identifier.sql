-- Things of different sources that carry the same identifier of a worldwide scheme.
SELECT a.path, b.path, 1.0, 'accepted', a.scheme, a.value
FROM identifier a
JOIN identifier b ON b.scheme = a.scheme AND b.value = a.value AND a.path < b.path
JOIN node m ON m.path = a.path
JOIN node n ON n.path = b.path AND n.kind = m.kind
WHERE a.scheme IN ('wikidata', 'viaf', 'isni', 'geonames', 'gnd', 'lcnaf', 'orcid', 'ulan', 'tgn', 'aat')
ORDER BY 1, 2, 5, 6
