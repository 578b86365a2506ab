using System.Globalization;

namespace CdViz.Domain.Translating.Others;

/// <summary>
/// Messages of github.com/jpradoar/event-driven-architecture: what its producer asks for, how that goes, and that a client has its product. The trace id is the chain; what is asked
/// again says how often, and is another attempt of the client's run when one had begun.
/// </summary>
public sealed class EventDrivenArchitectureTranslator : ITranslator
{
    private const string Prefix = "provision";
    private const string Source = "urn:event-driven-architecture";

    /// <inheritdoc/>
    public string Name => "event-driven-architecture";

    /// <inheritdoc/>
    public Translation Translate(Incoming incoming)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        var body = incoming.Json;
        var client = body["client"].Needed;
        var attributes = body["MessageAttributes"];
        var told = new Told(incoming, Name, Source).InChain(attributes["trace_id"].Text ?? body["trace_id"].Text)
            .With("client", client).With("product", body["product"].Text).With("archtype", body["archtype"].Text).With("hardware", body["hardware"].Text);
        return attributes.Exists ? Asked(told, body, client, incoming.ReceivedAt)
            : (body["status"].Text ?? body["Status"].Text) is { } status ? Status(told, status, client, body["product"].Text, incoming.ReceivedAt)
            : body["trace_id"].Exists ? Provisioned(told, body, client, incoming.ReceivedAt)
            : throw attributes.Wrong("what the message is about");
    }

    private static Translation Asked(Told told, Piece body, string client, DateTimeOffset receivedAt)
    {
        var attributes = body["MessageAttributes"];
        return told.With("namespace", body["namespace"].Text).With("environment", body["environment"].Text).With("eventType", attributes["event_type"]["Value"].Text)
            .With("retraceIntent", attributes["retrace_intent"].Text).With("publisher", body["Metadata"]["publisher"].Text)
            .Says(Published(attributes["published_on"], receivedAt), Run(client), new PipelineRunQueued { PipelineName = Pipeline(body["product"].Needed) });
    }

    private static Translation Status(Told told, string status, string client, string? product, DateTimeOffset at) => status.ToUpperInvariant() switch
    {
        "PROVISIONING" => told.Says(at, Run(client), new PipelineRunStarted { PipelineName = Pipeline(product), Uri = $"{Source}:{Uri.EscapeDataString(client)}" }),
        "FINISHED" => told.Says(at, Run(client), new PipelineRunFinished { PipelineName = Pipeline(product), Outcome = new("success") }),
        "FAILED" or "ERROR" => told.Says(at, Run(client), new PipelineRunFinished { PipelineName = Pipeline(product), Outcome = new("failure") }),
        _ => new Translation.Nothing($"The status '{status}' has no meaning in CDEvents."),
    };

    private static Translation Provisioned(Told told, Piece body, string client, DateTimeOffset at)
    {
        var product = body["product"].Needed;
        return told.Says(
            at, $"/{client}-ns/{product}",
            new ServiceDeployed { Environment = told.Environment(body["environment"].Text), ArtifactId = Packages.Of("generic", null, product, null) });
    }

    /// <summary>One client is provisioned at a time: what is said of its status names no request.</summary>
    private static string Run(string client) => $"/{Prefix}/{client}";

    private static string? Pipeline(string? product) => product is null ? null : $"{Prefix} {product}";

    /// <summary>A time; or <c>2023.01.2.23.02.642883101</c>, which has no seconds; or a day, of which more is known by when it came.</summary>
    private static DateTimeOffset Published(Piece published, DateTimeOffset receivedAt)
    {
        if (published.Text is not { } text)
        {
            return receivedAt;
        }

        var parts = text.Split('.').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1).ToList();
        if (parts is [> 2000 and < 3000, >= 1 and <= 12, >= 1 and <= 31, >= 0 and < 24, >= 0 and < 60, ..] && parts[2] <= DateTime.DaysInMonth(parts[0], parts[1]))
        {
            return new(parts[0], parts[1], parts[2], parts[3], parts[4], 0, TimeSpan.Zero);
        }

        var at = published.NeededTime;
        return text.Length is 10 && at.Date == receivedAt.UtcDateTime.Date ? receivedAt : at;
    }
}
