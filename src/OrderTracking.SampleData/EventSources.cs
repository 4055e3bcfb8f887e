namespace OrderTracking.SampleData;

/// <summary>The namespaces of the ids of events, one for each source; changing one makes every event of that source new.</summary>
internal static class EventSources
{
    public static readonly Guid Cargo2000 = new("5f1d8f0e-6a2b-5c1e-9a55-2b1f0c2a2000");
    public static readonly Guid Timelines = new("b7b2c3a4-1f0d-5e8e-8c3b-7d5a4e6f1001");
    public static readonly Guid Demo = new("d3a0f5c2-93b7-5b64-a1c8-0e9d7f3b4002");
}
