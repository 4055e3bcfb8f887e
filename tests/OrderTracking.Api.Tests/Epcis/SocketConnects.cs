using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.Net;

namespace OrderTracking.Api.Tests.Epcis;

/// <summary>Hears to which addresses this process begins to connect.</summary>
internal sealed class SocketConnects : EventListener
{
    private readonly ConcurrentBag<string> begun = [];

    public bool Include(IPEndPoint address) => begun.Contains(address.Serialize().ToString());

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "System.Net.Sockets") EnableEvents(eventSource, EventLevel.Informational);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventName == "ConnectStart") begun.Add((string)eventData.Payload![0]!);
    }
}
