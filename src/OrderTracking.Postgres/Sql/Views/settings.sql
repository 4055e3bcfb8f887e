-- Not durable at once: after a crash, rows and position go back together, and are worked out again from the log.
-- The plans are kept, so they must neither be made for tables that are still empty nor anew for each page.
-- The server ends a transaction in which the node stalls for 5 seconds, so that it does not hold the views up.
select set_config('idle_in_transaction_session_timeout', '5s', true), set_config('synchronous_commit', 'off', true),
       set_config('plan_cache_mode', 'force_generic_plan', true),
       set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)
