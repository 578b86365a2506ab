using System.Text.RegularExpressions;

namespace CdViz.Api.Tests.Packaging;

public sealed partial class The_Dockerfile
{
    private static readonly string[] Server = ["Domain", "Projections", "Adapters", "Api"];

    private readonly string file = Checkout.Text("Dockerfile");

    [Fact]
    public void restores_every_project_of_the_server_by_its_lock_file()
    {
        file.ShouldContain("RUN dotnet restore src/Api --locked-mode");
        foreach (var project in Server)
        {
            file.ShouldContain($"COPY src/{project}/CdViz.{project}.csproj src/{project}/packages.lock.json src/{project}/");
        }

        Directory.GetDirectories(Checkout.PathTo("src")).Select(path => Path.GetFileName(path)).ShouldBe(Server, ignoreOrder: true);
    }

    [Fact]
    public void copies_only_what_the_ignore_file_lets_through()
    {
        var allowed = Checkout.Text(".dockerignore").Split('\n').Where(line => line.StartsWith('!')).Select(line => line[1..]).ToList();
        var copied = file.Split('\n').Where(line => line.StartsWith("COPY ") && !line.Contains("--from="))
            .SelectMany(line => line.Split(' ')[1..^1]).Select(path => path.Split('/')[0]).Distinct().ToList();
        copied.ShouldBe(allowed, ignoreOrder: true);
        copied.ShouldAllBe(path => Path.Exists(Checkout.PathTo(path)));
    }

    [Fact]
    public void and_the_compose_file_say_by_digest_which_images_of_others_they_take()
    {
        var images = Image().Matches(file + Checkout.Text("compose.yaml")).Select(image => image.Groups[1].Value).Where(image => image != "cdviz-eventstore").ToList();
        images.Count.ShouldBe(4);
        images.ShouldAllBe(image => Pinned().IsMatch(image));
    }

    [GeneratedRegex(@"^(?:FROM| *image:) (\S+)", RegexOptions.Multiline)]
    private static partial Regex Image();

    [GeneratedRegex("^[a-z./-]+:[a-z0-9.]+@sha256:[0-9a-f]{64}$")]
    private static partial Regex Pinned();
}
