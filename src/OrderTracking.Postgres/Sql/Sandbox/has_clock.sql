select p.prosrc like '%sandbox_clock%' from pg_proc p where p.oid = 'tracking.now()'::regprocedure
