using YamlDotNet.RepresentationModel;

namespace CdViz.Api.Tests.Packaging;

public sealed class The_Grafana_datasource
{
    private readonly YamlNode datasource =
        ((YamlSequenceNode)Checkout.Yaml("grafana/provisioning/datasources/cdviz.yaml").At("datasources")).Children.ShouldHaveSingleItem();

    [Fact]
    public void reads_as_the_role_that_may_only_read()
    {
        datasource.At("type").Text().ShouldBe("postgres");
        datasource.At("user").Text().ShouldBe("cdviz_reader");
        Checkout.Text("db/timescale/roles/reader.sql").ShouldContain("alter role cdviz_reader set default_transaction_read_only = on");
    }

    [Fact]
    public void takes_its_password_and_address_from_variables_that_compose_sets()
    {
        var variables = (YamlMappingNode)Checkout.Yaml("compose.yaml").At("services", "grafana", "environment");
        foreach (var value in new[] { datasource.At("secureJsonData", "password"), datasource.At("url") })
        {
            value.Text().ShouldStartWith("$");
            variables.Children.Keys.Select(key => key.Text()).ShouldContain(value.Text()[1..]);
        }
    }
}
