select tracking.fill_rollup('{table}', '{table}', '{rollup}', 'pg_temp')
