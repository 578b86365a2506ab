using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace CdViz.Api.Pages.Parts;

/// <summary>SVG's <c>text</c>, a name that means something else to Razor.</summary>
public sealed class SvgText : ComponentBase
{
    /// <summary>Where it stands, from the left.</summary>
    [Parameter]
    public string? X { get; set; }

    /// <summary>Where its line is, from above.</summary>
    [Parameter]
    public string? Y { get; set; }

    /// <summary>Its class in the style sheet.</summary>
    [Parameter]
    public string? Class { get; set; }

    /// <summary>start, middle or end.</summary>
    [Parameter]
    public string? Anchor { get; set; }

    /// <summary>What it says.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    /// <inheritdoc/>
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.OpenElement(0, "text");
        builder.AddAttribute(1, "class", Class);
        builder.AddAttribute(2, "x", X);
        builder.AddAttribute(3, "y", Y);
        builder.AddAttribute(4, "text-anchor", Anchor);
        builder.AddContent(5, ChildContent);
        builder.CloseElement();
    }
}
