using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Spans = CdViz.Adapters.Tracing.Tracer;

namespace CdViz.Api.Telemetry;

/// <summary>Gives the spans of requests, appends and projections to an OpenTelemetry collector, where the standard variables name one.</summary>
internal static class OtlpTracing
{
    private static readonly string[] Quiet = ["/health", "/metrics", "/ui/live", "/ui/assets", "/events/live"];

    /// <summary>Adds it where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> or <c>OTEL_EXPORTER_OTLP_TRACES_ENDPOINT</c> is set; all else of it is set by the other <c>OTEL_</c> variables.</summary>
    public static IServiceCollection AddOtlpTracing(this IServiceCollection services)
    {
        if (!IsWanted)
        {
            return services;
        }

        var telemetry = services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService(Variable("OTEL_SERVICE_NAME") ?? "cdviz-eventstore", serviceVersion: Product.Version));
        telemetry.WithTracing(tracing => tracing
            .AddSource(Spans.Name)
            .AddAspNetCoreInstrumentation(requests => requests.Filter = context => !Array.Exists(Quiet, path => context.Request.Path.StartsWithSegments(path)))
            .AddOtlpExporter());
        return services;
    }

    private static bool IsWanted =>
        (Variable("OTEL_EXPORTER_OTLP_ENDPOINT") ?? Variable("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")) is not null
        && Variable("OTEL_TRACES_EXPORTER") is not "none"
        && !string.Equals(Variable("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase);

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
