using Microsoft.ML;

namespace MLExtensions.Tests.Harness;

/// <summary>Data, and the promise of what made it: estimators are asked for their own promise with it.</summary>
internal sealed record SampleData(IDataView View, SchemaShape Shape);
