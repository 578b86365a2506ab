using System.Text.Json.Nodes;

namespace CdViz.Domain.Tests;

/// <summary>For every rule of every type in every release one event that breaks it alone, made from the catalogue.</summary>
public class Every_rule_of_the_catalogue
{
    private static readonly Admitter Admitter = new(options: new() { Drafts = true });

    public static TheoryData<string> Specs { get; } = [.. Catalogue.Releases.Select(release => release.Spec)];

    [Theory]
    [MemberData(nameof(Specs))]
    public void is_kept_by_a_full_event_and_by_a_bare_one(string spec)
    {
        foreach (var (type, shape) in Types(spec))
        {
            foreach (var full in (bool[])[true, false])
            {
                var e = new Sample(spec, type, full).Of(shape);
                var answer = Admitter.Admit(Examples.Utf8(e.ToJsonString()));
                answer.ShouldBeOfType<Admission.Admitted>($"{e.ToJsonString()}\n{Told(answer)}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Specs))]
    public void is_named_with_its_place_where_it_is_broken(string spec)
    {
        var broken = 0;
        foreach (var (type, shape) in Types(spec))
        {
            foreach (var (pointer, rule, e) in Breakage.Of(new Sample(spec, type, true).Of(shape), shape))
            {
                var answer = Admitter.Admit(Examples.Utf8(e));
                var error = answer.ShouldBeOfType<Admission.Invalid>($"{pointer} {rule}\n{e}").Errors.ShouldHaveSingleItem($"{pointer} {rule}\n{e}\n{Told(answer)}");
                (error.Pointer, error.Rule).ShouldBe((pointer, rule), e);
                broken++;
            }
        }

        broken.ShouldBeGreaterThan(500);
    }

    private static IEnumerable<(string Type, Shape.Closed Shape)> Types(string spec)
    {
        var standard = Catalogue.OfSpec(spec)!.Events.Select(e => (e.Type, Catalogue.OfType(e.Type).Single(one => one.Release.Spec == spec).Shape));
        var custom = Catalogue.Custom.Where(one => one.Release.Spec == spec)
            .Select(one => (spec is "0.4.0" ? "dev.cdeventsx.tool-thing.happened" : "dev.cdeventsx.tool-thing.happened.0.1.0", one.Shape));
        return standard.Concat(custom);
    }

    private static string Told(Admission answer) => answer is Admission.Invalid(var errors, _, _) ? string.Join('\n', errors) : answer.ToString();

    /// <summary>Makes a value that a shape allows.</summary>
    /// <param name="spec">The release.</param>
    /// <param name="type">context.type.</param>
    /// <param name="full">With all members, not only those that must be there.</param>
    private sealed class Sample(string spec, string type, bool full)
    {
        public JsonNode Of(Shape shape, string name = "") => shape switch
        {
            Shape.Text when name is "specversion" or "version" && type.Length > 0 => spec,
            Shape.Text when name is "type" => Text((Shape.Text)shape, type),
            Shape.Text text => Text(text, "text"),
            Shape.List list => new JsonArray(list.Item is Shape.Union links ? [.. links.Shapes.Select(link => new Sample(spec, "", full).Of(link))] : [Of(list.Item)]),
            Shape.Closed closed => new JsonObject(closed.Members.ToArray()
                .Where(member => full || member.Required).Select(member => KeyValuePair.Create(member.Name, (JsonNode?)Member(member)))),
            _ => new JsonObject(),
        };

        private JsonNode Member(ShapeMember member) =>
            (member is { Name: "type", Shape: Shape.Text { Allowed: [], Pattern: not null } text } && text.Pattern.IsMatch("tool-thing") ? "tool-thing" : null)
            ?? new Sample(spec, member.Name is "content" or "links" ? "" : type, full).Of(member.Shape, member.Name);

        private static string Text(Shape.Text text, string any) => text switch
        {
            { Allowed: [var first, ..] } => first,
            { Pattern: not null, Format: TextFormat.UriReference } => "cdevents:v0:a:b:c:d:e:f",
            { Format: TextFormat.Uri or TextFormat.UriReference } => "https://example.com/a",
            { Format: TextFormat.DateTime } => "2026-03-02T09:00:00Z",
            { Format: TextFormat.Purl } => "pkg:oci/shop@1",
            _ => any,
        };
    }
}
