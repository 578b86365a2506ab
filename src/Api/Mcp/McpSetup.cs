namespace CdViz.Api.Mcp;

/// <summary><c>/mcp</c>: the store for programs that speak the Model Context Protocol. It answers questions and changes nothing.</summary>
internal static class McpSetup
{
    /// <summary>Where it is.</summary>
    public const string Path = "/mcp";

    /// <summary>Adds it.</summary>
    public static IServiceCollection AddMcp(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddMcpServer(server =>
            {
                server.ServerInfo = new() { Name = "CdViz.EventStore", Version = Product.Version };
                server.ServerInstructions =
                    "The evidence store of software delivery. It knows which version of each service runs in which environment and since when, how pipeline and test runs went, "
                    + "incidents, the DORA metrics with the deployments and events behind each number, and every CDEvent. Start with what_runs_where. "
                    + "Positions are places in the log; event shows one as it was sent. What is not known is null.";
            })
            // Every request stands for itself, so that any node answers it.
            .WithHttpTransport(transport => transport.Stateless = true)
            .WithTools<DeliveryTools>()
            .WithTools<LogTools>()
            .WithResources<TableResources>()
            .WithRequestFilters(filters => filters.AddCallToolFilter(next => (request, ct) => ToolFaults.ToldAsync(next, request, ct)));
        return services;
    }

    /// <summary>Maps it.</summary>
    public static void MapMcpServer(this WebApplication app) => app.MapMcp(Path).RequireAuthorization(Scopes.Read).ExcludeFromDescription();
}
