-- The trigger functions of the live roll-ups, made from their statements, and the triggers that call them.
select tracking.make_rollup_function(name, name || '_rollup'), tracking.attach_rollup(name, name || '_rollup')
from unnest(array['on_time', 'deadlines', 'receipts', 'volumes']) name;
