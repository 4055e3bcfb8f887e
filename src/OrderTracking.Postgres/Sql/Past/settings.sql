-- The rows are worked out between two statements, which may take longer than an ordinary transaction may rest.
select set_config('idle_in_transaction_session_timeout', '60s', true)
