-- Whether a stream is a case's, by its kind: the same kinds as AllCases has.
create or replace function tracking.is_case(p_stream text) returns boolean language sql immutable parallel safe
return split_part(p_stream, ':', 1) in ('claim', 'complaint', 'insurance', 'inquiry', 'round', 'desk');
