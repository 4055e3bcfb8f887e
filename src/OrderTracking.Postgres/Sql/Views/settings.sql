-- Not durable at once: what a crash takes away is worked out again from the log, rows and position together.
-- The plans are kept, so they must not be made for tables that are still empty, nor anew for each page.
-- A node that stands still in the middle must not hold the views up for longer.
select set_config('idle_in_transaction_session_timeout', '5s', true), set_config('synchronous_commit', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true),
       set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)
