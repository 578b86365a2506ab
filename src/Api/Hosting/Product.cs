using System.Reflection;

namespace CdViz.Api.Hosting;

/// <summary>What this program is.</summary>
internal static class Product
{
    /// <summary>Its version, without what the build adds to it.</summary>
    public static string Version { get; } =
        typeof(Product).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
