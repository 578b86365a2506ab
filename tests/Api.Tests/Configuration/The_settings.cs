using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace CdViz.Api.Tests.Configuration;

public class The_settings
{
    [Theory]
    [InlineData("Limits:EventBytes", "abc", "Limits:EventBytes is 'abc'; allowed: a whole number")]
    [InlineData("Limits:EventBytes", "1", "Limits:EventBytes is '1'; allowed: a whole number from 1024 to 67108864")]
    [InlineData("Limits:EventBites", "1", "Limits:EventBites is no setting; allowed: EventBytes, ")]
    [InlineData("Append:ConnectTimeout", "soon", "Append:ConnectTimeout is 'soon'; allowed: a time span")]
    [InlineData("Append:ConnectTimeout", "01:00:00", "Append:ConnectTimeout is '01:00:00'; allowed: a time span from 00:00:01 to 00:01:00")]
    [InlineData("Quarantine:KeepFor", "forever", "Quarantine:KeepFor is 'forever'; allowed: a time span")]
    [InlineData("Quarantine:KeepInvalidFor", "00:00:01", "Quarantine:KeepInvalidFor is '00:00:01'; allowed: a time span from 00:01:00 to 3650.00:00:00")]
    [InlineData("Quarantine:MaxBytes", "0", "Quarantine:MaxBytes is '0'; allowed: a whole number from 1048576 to 1099511627776")]
    [InlineData("Quarantine:PruneEvery", "2.00:00:00", "Quarantine:PruneEvery is '2.00:00:00'; allowed: a time span from 00:00:01 to 1.00:00:00")]
    [InlineData("Lake:KeepFor", "forever", "Lake:KeepFor is 'forever'; allowed: a time span")]
    [InlineData("Lake:KeepFor", "01:00:00", "Lake:KeepFor is '01:00:00'; allowed: a time span from 1.00:00:00 to 36500.00:00:00, or nothing")]
    [InlineData("Urls", "127.0.0.1:8080", "Urls:0 is '127.0.0.1:8080'; allowed: http://")]
    [InlineData("Urls", "", "Urls is empty; allowed: at least one address")]
    [InlineData("Tokens:0:Hash", "secret", "Tokens:0:Hash is a secret of 6 characters; allowed: the token's SHA-256")]
    [InlineData("Tokens:0:Scopes:0", "root", "Tokens:0:Scopes:0 is 'root'; allowed: write, read, admin")]
    [InlineData("Tokens:0:Scope", "read", "Tokens:0:Scope is no setting; allowed: Name, Hash, Scopes")]
    [InlineData("Tokens:0:Expires", "soon", "Tokens:0:Expires is 'soon'; allowed: a time with its offset")]
    [InlineData("TokenFile", "/no/such/file", "TokenFile is '/no/such/file', which cannot be read: ")]
    [InlineData("Limits:WrongTokens", "0", "Limits:WrongTokens is '0'; allowed: a whole number from 1 to 100000")]
    [InlineData("Tokens:0:Content", "loose", "Tokens:0:Content is 'loose'; allowed: strict, lenient")]
    [InlineData("Tokens:0:Content", "7", "Tokens:0:Content is '7'; allowed: strict, lenient")]
    [InlineData("Admission:Content", "7", "Admission:Content is '7'; allowed: strict, lenient")]
    [InlineData("Admission:UnknownTypes", "drop", "Admission:UnknownTypes is 'drop'; allowed: quarantine, refuse")]
    [InlineData("Admission:UnknownTypes", "-1", "Admission:UnknownTypes is '-1'; allowed: quarantine, refuse")]
    [InlineData("Admission:Drafts", "maybe", "Admission:Drafts is 'maybe'; allowed: true or false")]
    [InlineData("Admission:EnvelopeMismatch", "", "Admission:EnvelopeMismatch is ''; allowed: warn, refuse")]
    [InlineData("Admission:EnvelopeMismatch", "2", "Admission:EnvelopeMismatch is '2'; allowed: warn, refuse")]
    [InlineData("Projections:Folder", "/no/such/folder", "Projections:Folder is '/no/such/folder'; allowed: a folder that is there")]
    [InlineData("Projections:StatementTimeout", "02:00:00", "Projections:StatementTimeout is '02:00:00'; allowed: a time span from 00:00:01 to 01:00:00")]
    [InlineData("Projections:ServicePaths", "cart", "Projections:ServicePaths:0 is 'cart'; allowed: service=pattern")]
    [InlineData("Projections:Aliases:0:Of", "team", "Projections:Aliases:0:Of is 'team'; allowed: environment, service, context")]
    [InlineData("Projections:Aliases:0:From", "/*/*", "Projections:Aliases:0:From is '/*/*'; allowed: an id with at most one *")]
    [InlineData("Projections:Aliases:0:Since", "soon", "Projections:Aliases:0:Since is 'soon'; allowed: a time with its offset")]
    [InlineData("Projections:Aliases:0:Form", "x", "Projections:Aliases:0:Form is no setting; allowed: Name, Of, From, To, Since, Until, Enabled")]
    [InlineData("ConnectionStrings:EventStore", "Hast=db;Password=hush", "ConnectionStrings:EventStore is a secret of 21 characters; allowed: a connection ")]
    [InlineData("Sources:ci:Type", "carrier-pigeon", "Sources:ci:Type is 'carrier-pigeon'; allowed: ")]
    [InlineData("Sources:ci:Queue", "", "Sources:ci:Type is empty; allowed: rabbitmq")]
    [InlineData("Sources:ci:Queue", "", "Sources:ci:Queue is empty; allowed: the name of a queue")]
    [InlineData("Sources:ci:Prefetch", "0", "Sources:ci:Prefetch is '0'; allowed: a whole number from 1 to 10000")]
    [InlineData("Sources:ci:Declare", "perhaps", "Sources:ci:Declare is 'perhaps'; allowed: true or false")]
    [InlineData("Sources:ci:Uri", "https://me:hush@ci.example.com", "Sources:ci:Uri is a secret of 30 characters; allowed: amqp://")]
    [InlineData("Sources:ci:Name", "x", "Sources:ci:Name is no setting; allowed: Type, Uri, Queue, Prefetch, Declare")]
    [InlineData("Public:Url", "cdviz.example.com", "Public:Url is 'cdviz.example.com'; allowed: an address with http:// or https://, or nothing")]
    [InlineData("Audit:MaxEntries", "1", "Audit:MaxEntries is '1'; allowed: a whole number from 100 to 100000000")]
    [InlineData("Mail:Security", "maybe", "Mail:Security is 'maybe'; allowed: starttls, tls, none")]
    [InlineData("Alerts:prod:Rule", "explodes", "Alerts:prod:Rule is 'explodes'; allowed: deployed, rolledback")]
    [InlineData("Alerts:prod:Rule", "", "Alerts:prod:Rule is empty; allowed: deployed")]
    [InlineData("Alerts:prod:Target", "fax", "Alerts:prod:Target is 'fax'; allowed: slack, teams")]
    [InlineData("Alerts:prod:Url", "hush", "Alerts:prod:Url is a secret of 4 characters; allowed: an address")]
    [InlineData("Alerts:prod:Above", "1.5", "Alerts:prod:Above is '1.5'; allowed: a number from 0 to 1")]
    [InlineData("Alerts:prod:Above", "much", "Alerts:prod:Above is 'much'; allowed: a number")]
    [InlineData("Alerts:prod:QuietHours", "at night", "Alerts:prod:QuietHours is 'at night'; allowed: from-to")]
    [InlineData("Alerts:prod:Title", "{% if %}", "Alerts:prod:Title is '{% if %}'; allowed: a template in Liquid, or nothing")]
    [InlineData("Alerts:prod:Group", "02:00:00", "Alerts:prod:Group is '02:00:00'; allowed: a time span from 00:00:00 to 01:00:00")]
    public void that_are_wrong_are_named_with_their_value_and_what_is_allowed(string key, string value, string line)
    {
        var refusal = Should.Throw<CommandFailed>(() => SettingsReader.Read(Of(new() { [key] = value })));

        refusal.ExitCode.ShouldBe(ExitCode.WrongUse);
        refusal.Message.Split(Environment.NewLine).ShouldContain(found => found.StartsWith(line, StringComparison.Ordinal), refusal.Message);
        refusal.Message.ShouldNotContain("hush");
    }

    [Fact]
    public void are_read_from_the_environment_before_the_file()
    {
        var settings = SettingsReader.Read(Of(new()
        {
            ["Limits:EventBytes"] = "2048",
            ["Urls"] = "http://127.0.0.1:1;http://localhost:2",
            ["Tokens:0:Name"] = "ci",
            ["Tokens:0:Hash"] = new string('a', 64),
            ["Tokens:0:Scopes"] = "write read",
            ["Tokens:0:Content"] = "Lenient",
            ["Admission:Drafts"] = "true",
            ["Projections:SameEnvironments"] = "prod=production",
            ["Projections:Aliases:0:Name"] = "leading slash",
            ["Projections:Aliases:0:Of"] = "service",
            ["Projections:Aliases:0:From"] = "/*",
            ["Projections:Aliases:0:To"] = "*",
            ["Projections:Aliases:0:Since"] = "2026-01-01T00:00:00Z",
            ["Projections:Aliases:1:Name"] = "off",
            ["Projections:Aliases:1:Of"] = "context",
            ["Projections:Aliases:1:Enabled"] = "false",
        }));
        AliasSettings.All(settings.Projections.SameEnvironments, settings.Projections.Aliases).Rules.ShouldBe(
            [new("prod=production", "environment", "prod", "production"), new("leading slash", "service", "/*", "*", DateTimeOffset.Parse("2026-01-01T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture))]);

        settings.Limits.EventBytes.ShouldBe(2048);
        settings.Limits.ChunkEvents.ShouldBe(1000);
        settings.Urls.ShouldBe(["http://127.0.0.1:1", "http://localhost:2"]);
        settings.Tokens.ShouldHaveSingleItem().Scopes.ShouldBe(["write", "read"]);
        settings.Tokens[0].Content.ShouldBe(ContentRule.Lenient);
        (settings.Admission.Drafts, settings.Admission.UnknownTypes).ShouldBe((true, UnknownTypeRule.Quarantine));
    }

    [Fact]
    public void are_all_in_the_file_with_their_defaults()
    {
        var file = new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json")).Build();

        var read = SettingsReader.Read(file);

        JsonSerializer.Serialize(read).ShouldBe(JsonSerializer.Serialize(new Settings()));
        foreach (var (section, values) in ((string, object)[])
        [
            ("Admission", read.Admission), ("Limits", read.Limits), ("Append", read.Append), ("Projections", read.Projections),
            ("Quarantine", read.Quarantine), ("Lake", read.Lake), ("Public", read.Public), ("Audit", read.Audit), ("Mail", read.Mail),
        ])
        {
            var properties = values.GetType().GetProperties().Select(property => property.Name);
            file.GetSection(section).GetChildren().Select(key => key.Key).ShouldBe(properties, ignoreOrder: true);
        }
    }

    [Fact]
    public void are_shown_without_their_secrets()
    {
        var sources = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:EventStore"] = "Host=db;Username=cdviz;Password=hush",
            ["Tokens:0:Name"] = "ci",
            ["Tokens:0:Hash"] = new string('b', 64),
            ["Tokens:0:Scopes:0"] = "write",
            ["Alerts:prod:Rule"] = "incident",
            ["Alerts:prod:Target"] = "slack",
            ["Alerts:prod:Url"] = "https://hooks.example.com/services/hush",
            ["Mail:Password"] = "hush",
        }).Build();
        var output = new StringWriter();

        ConfigCommand.Print(sources, output).ShouldBe(ExitCode.Done);

        output.ToString().ShouldContain("ConnectionStrings:EventStore = Host=db;Username=cdviz;Password=***");
        output.ToString().ShouldContain("Tokens:0:Name = ci");
        output.ToString().ShouldContain("Tokens:0:Content = strict");
        output.ToString().ShouldContain("Admission:UnknownTypes = quarantine");
        output.ToString().ShouldContain("Admission:Drafts = false");
        output.ToString().ShouldContain("Append:QueueEvents = 20000");
        output.ToString().ShouldContain("Alerts:prod:Url = https://hooks.example.com/***");
        output.ToString().ShouldNotContain("hush");
        output.ToString().ShouldNotContain("bbbb");
    }

    [Fact]
    public void take_lists_in_either_form_from_whatever_comes_last()
    {
        static IReadOnlyList<string> Paths(params string[] layers)
        {
            var builder = new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"));
            foreach (var layer in layers)
            {
                builder.AddJsonStream(new MemoryStream(System.Text.Encoding.UTF8.GetBytes($$"""{ "Projections": { "ServicePaths": {{layer}} } }""")));
            }

            return SettingsReader.Read(builder.Build()).Projections.ServicePaths;
        }

        (string Json, string[] Read)[] lists =
        [
            ("[]", []), ("\"cart=a/*\"", ["cart=a/*"]), ("[\"cart=a/*\", \"pay=b/*\"]", ["cart=a/*", "pay=b/*"]), ("\"cart=a/*, pay=b/*\"", ["cart=a/*", "pay=b/*"]), ("\"\"", []),
        ];
        foreach (var before in lists)
        {
            foreach (var after in lists)
            {
                Paths(before.Json, after.Json).ShouldBe(after.Read, $"{before.Json}, then {after.Json}");
            }
        }

        Paths("[\"cart=a/*\", \"pay=b/*\"]", "[\"cart=c/*\"]").ShouldBe(["cart=c/*", "pay=b/*"], "parts are replaced one by one, as every .NET program does");
    }

    private static IConfigurationRoot Of(Dictionary<string, string?> values) => new ConfigurationBuilder()
        .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"))
        .AddInMemoryCollection(values)
        .Build();
}
