using Wolverine;

namespace CdViz.Api.Hosting;

/// <summary>What is not HTTP: handlers, queues and transports.</summary>
internal static class Messaging
{
    /// <summary>Adds it.</summary>
    public static void AddMessaging(this WolverineOptions wolverine, Settings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        wolverine.Durability.Mode = DurabilityMode.Solo;
        wolverine.Discovery.IncludeType(typeof(BrokerMessageHandler));
    }
}
