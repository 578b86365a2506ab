using System.CommandLine;

namespace CdViz.Api.Tests.Commands;

public sealed class The_address_of_the_server
{
    private static readonly Option<Uri> Url = new ServerOptions().Url;

    private static readonly Command Command = new("send") { Url };

    [Fact]
    public void is_this_machine_unless_told() => Command.Parse([]).GetValue(Url).ShouldBe(new Uri("http://127.0.0.1:8080"));

    [Fact]
    public void may_be_given() => Command.Parse(["--url", "https://cdviz.example/store"]).GetValue(Url).ShouldBe(new Uri("https://cdviz.example/store"));

    [Theory]
    [InlineData("localhost:8080")]
    [InlineData("/deployments")]
    [InlineData("ftp://example")]
    public void is_refused_when_it_is_none(string text) => Command.Parse(["--url", text]).Errors.ShouldHaveSingleItem().Message.ShouldContain(text);
}
