namespace CdViz.Domain;

/// <summary>
/// What a CDEvent says about its subject: the members of <c>subject.content</c>, in the shape of the newest specification,
/// whatever version was sent. One sealed record per subject and predicate; null for what was not said.
/// </summary>
public abstract record SubjectContent;
