-- The trigger that gives other programs' events their times would give these new ones.
alter table mt_events disable trigger user;

insert into mt_streams (id, type, version, timestamp, created)
select i.stream_id, case when strpos(i.stream_id, ':') > 0 then split_part(i.stream_id, ':', 1) else 'waybill' end, max(i.version),
       max(i.timestamp), min(i.timestamp)
from imported i
group by i.stream_id;

insert into mt_events (
    seq_id, id, stream_id, version, data, bdata, type, timestamp, tenant_id, mt_dotnet_type, correlation_id, causation_id, headers,
    user_name)
select i.seq_id, i.id, i.stream_id, i.version, i.data, i.bdata, i.type, i.timestamp, i.tenant_id, i.mt_dotnet_type, i.correlation_id,
       i.causation_id, i.headers, i.user_name
from imported i
order by i.seq_id;

alter table mt_events enable trigger user;

insert into tracking.imports (position) select max(i.seq_id) from imported i having count(*) > 0;

select setval('mt_events_sequence', max(i.seq_id)) from imported i having count(*) > 0;
