namespace CdViz.Api.Tests.Http.Reading;

public class The_subjects_over_HTTP(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly TestApi api = fixture.Api;

    [Fact]
    public async Task show_incidents_of_an_environment_page_by_page()
    {
        foreach (var at in (double[])[1, 21])
        {
            await PostAsync(Events.Of(new IncidentDetected { Environment = new("prod"), Service = new("cart"), Description = "slow" }, "i-1", at));
            await PostAsync(Events.Of(new IncidentResolved { Environment = new("prod") }, "i-1", at + 10));
        }

        await PostAsync(Events.Of(new IncidentDetected { Environment = new("dev") }, "i-2", 50));
        await api.VisibleAsync();

        var page = await api.GetAsync("/incidents?environment=prod&limit=1");
        var last = page.GetProperty("items")[0];
        (last.Whole("occurrence"), last.Text("outcome"), last.Number("resolveSeconds"), last.Text("service")).ShouldBe((2, "resolved", 10, "cart"));
        (await api.GetAsync(page.Text("next")!)).GetProperty("items")[0].Whole("occurrence").ShouldBe(1);
        (await api.GetAsync("/incidents?outcome=open")).GetProperty("items")[0].Text("subjectId").ShouldBe("i-2");
    }

    [Fact]
    public async Task show_tickets_and_changes()
    {
        await PostAsync(Events.Of(new TicketCreated { Summary = "Slow", Labels = ["a", "b"], Creator = "ada", Uri = "https://tickets.example/1" }, "t-1", 1));
        await PostAsync(Events.Of(new ChangeCreated { Repository = new("shop"), Description = "Faster" }, "c-1", 1));
        await PostAsync(Events.Of(new ChangeMerged { Repository = new("shop") }, "c-1", 61));
        await api.VisibleAsync();

        var ticket = (await api.GetAsync("/tickets?outcome=open")).GetProperty("items")[0];
        (ticket.Text("summary"), ticket.GetProperty("labels").GetArrayLength(), ticket.Whole("timesReopened")).ShouldBe(("Slow", 2, 0));
        var change = (await api.GetAsync("/changes?repository=shop&outcome=merged")).GetProperty("items")[0];
        (change.Text("description"), change.Number("mergeSeconds")).ShouldBe(("Faster", 60));
        (await api.GetAsync("/changes?repository=cart")).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task show_artifacts_of_a_package()
    {
        await PostAsync(Events.Of(new ArtifactPublished { User = "ada" }, "pkg:oci/cart?repository_url=ghcr.io%2Facme&tag=1.0", 1));
        await api.VisibleAsync();

        var name = Uri.EscapeDataString("pkg:oci/cart?repository_url=ghcr.io/acme");
        var artifact = (await api.GetAsync($"/artifacts?name={name}")).GetProperty("items")[0];
        (artifact.Text("package"), artifact.Text("version"), artifact.Text("lastUser")).ShouldBe(("pkg:oci/cart?repository_url=ghcr.io/acme", "1.0", "ada"));
        (await api.GetAsync("/artifacts?name=pkg%3Aoci%2Fcart")).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    private async Task PostAsync(AdmittedEvent e) => (await api.PostAsync(e.Json)).EnsureSuccessStatusCode();
}
