using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>What multiclass trainers ask of their label and promise of their scores.</summary>
internal static class MulticlassColumns
{
    public static int CountClasses(IHost host, DataViewSchema.Column label)
    {
        int classCount = label.Type.GetKeyCountAsInt32(host);
        host.CheckParam(classCount > 0, "data", $"The label column '{label.Name}' must be a key of known cardinality.");
        return classCount;
    }

    public static SchemaShape.Column[] OutputShapes(SchemaShape inputSchema, string labelColumnName)
    {
        inputSchema.TryFindColumn(labelColumnName, out SchemaShape.Column label);
        var predictedLabelAnnotations = label.Annotations
            .Where(annotation => annotation.Name == AnnotationUtils.Kinds.KeyValues)
            .Concat(AnnotationUtils.GetTrainerOutputAnnotation());
        return
        [
            new SchemaShape.Column(
                DefaultColumnNames.Score,
                SchemaShape.Column.VectorKind.Vector,
                NumberDataViewType.Single,
                false,
                new SchemaShape(AnnotationUtils.AnnotationsForMulticlassScoreColumn(label))),
            new SchemaShape.Column(
                DefaultColumnNames.PredictedLabel,
                SchemaShape.Column.VectorKind.Scalar,
                NumberDataViewType.UInt32,
                true,
                new SchemaShape(predictedLabelAnnotations)),
        ];
    }
}
