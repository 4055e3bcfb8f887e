-- The clock of recorded times. They come from this function alone, so that a test can replace it.
create or replace function tracking.now() returns timestamptz language sql volatile as 'select clock_timestamp()';
