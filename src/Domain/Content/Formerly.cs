namespace CdViz.Domain.Content;

/// <summary>The name a member had in an older specification. It is read where the member itself is not there.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class FormerlyAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}
