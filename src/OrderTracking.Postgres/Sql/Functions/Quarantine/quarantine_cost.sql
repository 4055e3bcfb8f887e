-- What a line counts against its sender's quota: its row and its entries in the indexes take about 500 bytes beside the line itself.
create or replace function tracking.quarantine_cost(bytes int) returns bigint language sql immutable as 'select bytes + 500::bigint';
