copy imported (
    seq_id, id, stream_id, version, type, timestamp, data, headers, correlation_id, causation_id, user_name, mt_dotnet_type, tenant_id,
    bdata)
from stdin (format binary)
