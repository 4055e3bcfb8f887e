-- What time it is. Recorded times come from here alone, so that a test can put another clock in its place.
create function tracking.now() returns timestamptz language sql volatile as 'select clock_timestamp()';
