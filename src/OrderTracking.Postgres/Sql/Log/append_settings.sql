-- Plans are kept for the life of the connection: they must not be made for tables that are still empty, nor anew for each call.
set plan_cache_mode = force_generic_plan;
set enable_seqscan = off;
set enable_hashjoin = off;
set enable_mergejoin = off;
