using System.Security.Cryptography;

namespace CdViz.Api.Tests.Configuration;

public class A_listen_address
{
    [Theory]
    [InlineData("http://127.0.0.1:8080")]
    [InlineData("http://127.1.2.3:8080")]
    [InlineData("http://[::1]:8080")]
    [InlineData("https://localhost:8443")]
    [InlineData("http://unix:/run/cdviz.sock")]
    public void of_this_machine_needs_no_token(string url) => Should.NotThrow(() => ListenAddress.Guard(new Settings { Urls = [url] }));

    [Theory]
    [InlineData("http://0.0.0.0:8080")]
    [InlineData("http://[::]:8080")]
    [InlineData("http://+:8080")]
    [InlineData("http://*:8080")]
    [InlineData("http://192.168.1.7:8080")]
    [InlineData("http://db.internal:8080")]
    [InlineData("http://localhost.example.com:8080")]
    [InlineData("http://:8080")]
    public void that_others_can_reach_needs_a_token(string url)
    {
        var open = new Settings { Urls = ["http://127.0.0.1:8081", url] };
        var guarded = open with { Tokens = [new() { Name = "ci", Hash = Convert.ToHexStringLower(SHA256.HashData([1])), Scopes = [Scopes.Write] }] };

        var refusal = Should.Throw<CommandFailed>(() => ListenAddress.Guard(open));

        refusal.ExitCode.ShouldBe(ExitCode.WrongUse);
        refusal.Message.ShouldContain(url);
        refusal.Message.ShouldContain("Tokens");
        Should.NotThrow(() => ListenAddress.Guard(guarded));
    }
}
