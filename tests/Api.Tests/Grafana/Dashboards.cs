namespace CdViz.Api.Tests.Grafana;

/// <summary>The dashboards of this checkout.</summary>
internal static class Dashboards
{
    public static IReadOnlyList<DashboardFile> All { get; } = DashboardFile.In(Checkout.PathTo("grafana/dashboards"));

    public static DashboardFile Of(string name) => All.Single(file => file.Name == name);
}
