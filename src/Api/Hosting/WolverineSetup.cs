using JasperFx.CodeGeneration;
using Wolverine;
using Wolverine.Http;

namespace CdViz.Api.Hosting;

/// <summary>Sets Wolverine up, which calls our endpoints and handlers.</summary>
internal static class WolverineSetup
{
    /// <summary>Adds it. Of what is in assemblies it finds the endpoints of this one by themselves; all else is named in <see cref="Messaging"/>.</summary>
    public static IServiceCollection AddDoors(this IServiceCollection services, Settings settings) => services
        .AddWolverine(ExtensionDiscovery.ManualOnly, wolverine =>
        {
            wolverine.ApplicationAssembly = typeof(WolverineSetup).Assembly;
            wolverine.Discovery.DisableConventionalDiscovery();
            // The build has written the code that calls us (CodegenCommand): no compiler is needed.
            wolverine.CodeGeneration.ApplicationAssembly = wolverine.ApplicationAssembly;
            wolverine.CodeGeneration.TypeLoadMode = TypeLoadMode.Static;
            wolverine.AddMessaging(settings);
        })
        .AddWolverineHttp();

    /// <summary>Adds the endpoints: all methods of this assembly that say <c>[WolverineGet]</c> or the like.</summary>
    public static void MapDoors(this WebApplication app) => app.MapWolverineEndpoints(http =>
    {
        http.AddParameterHandlingStrategy<ServiceParameters>();
        http.AddPolicy<QueryPolicy>();
    });
}
