namespace Microsoft.ML.Data;

internal static class AnnotationUtils
{
    /// <summary>Of a vector's slots' names.</summary>
    public static VectorDataViewType GetNamesType(int size) => new(TextDataViewType.Instance, size);

    /// <summary>Of the (first, last) slots of each categorical feature.</summary>
    public static VectorDataViewType GetCategoricalType(int rangeCount) => new(NumberDataViewType.Int32, rangeCount, 2);

    public static KeyDataViewType ScoreColumnSetIdType { get; } = new(typeof(uint), int.MaxValue);

    /// <summary>The greatest value of a key annotation over all columns; 0 where none has it.</summary>
    public static uint GetMaxAnnotationKind(this DataViewSchema schema, out int colMax, string annotationKind)
    {
        uint max = 0;
        colMax = -1;
        foreach (DataViewSchema.Column column in schema)
        {
            DataViewType type = column.Annotations.Schema.GetColumnOrNull(annotationKind)?.Type;
            if (type is not KeyDataViewType || type.RawType != typeof(uint))
            {
                continue;
            }

            uint value = 0;
            column.Annotations.GetValue(annotationKind, ref value);
            if (value > max)
            {
                max = value;
                colMax = column.Index;
            }
        }

        return max;
    }

    public static bool HasSlotNames(this DataViewSchema.Column column, int vectorSize)
    {
        return vectorSize > 0
            && column.Annotations.Schema.GetColumnOrNull(Kinds.SlotNames)?.Type is VectorDataViewType { ItemType: TextDataViewType } type
            && type.Size == vectorSize;
    }

    public static bool NeedsSlotNames(this SchemaShape.Column column)
    {
        return column.Annotations.TryFindColumn(Kinds.KeyValues, out SchemaShape.Column keyValues)
            && keyValues.Kind == SchemaShape.Column.VectorKind.Vector
            && keyValues.ItemType is TextDataViewType;
    }

    public static bool IsNormalized(this SchemaShape.Column column)
    {
        return column.Annotations.TryFindColumn(Kinds.IsNormalized, out SchemaShape.Column found)
            && found.Kind == SchemaShape.Column.VectorKind.Scalar
            && !found.IsKey
            && found.ItemType is BooleanDataViewType;
    }

    public static bool HasSlotNames(this SchemaShape.Column column)
    {
        return column.Kind == SchemaShape.Column.VectorKind.Vector
            && column.Annotations.TryFindColumn(Kinds.SlotNames, out SchemaShape.Column found)
            && found.Kind == SchemaShape.Column.VectorKind.Vector
            && !found.IsKey
            && found.ItemType is TextDataViewType;
    }

    public static bool TryGetAnnotation<T>(this DataViewSchema schema, PrimitiveDataViewType type, string kind, int col, ref T value)
    {
        if (!type.Equals(schema[col].Annotations.Schema.GetColumnOrNull(kind)?.Type))
        {
            return false;
        }

        schema[col].Annotations.GetValue(kind, ref value);
        return true;
    }

    /// <summary>The shapes of the annotations that every score column has.</summary>
    public static IEnumerable<SchemaShape.Column> GetTrainerOutputAnnotation(bool isNormalized = false)
    {
        yield return Scalar(Kinds.ScoreColumnSetId, NumberDataViewType.UInt32, isKey: true);
        yield return Scalar(Kinds.ScoreColumnKind, TextDataViewType.Instance);
        yield return Scalar(Kinds.ScoreValueKind, TextDataViewType.Instance);
        if (isNormalized)
        {
            yield return Scalar(Kinds.IsNormalized, BooleanDataViewType.Instance);
        }
    }

    /// <summary>The shapes of a multiclass score column's annotations: what the label's key values give, then the common ones.</summary>
    public static IEnumerable<SchemaShape.Column> AnnotationsForMulticlassScoreColumn(SchemaShape.Column? labelColumn = null)
    {
        const SchemaShape.Column.VectorKind Vector = SchemaShape.Column.VectorKind.Vector;
        if (labelColumn is { IsKey: true } label
            && label.Annotations.TryFindColumn(Kinds.KeyValues, out SchemaShape.Column keyValues)
            && keyValues.Kind == Vector)
        {
            if (keyValues.ItemType is TextDataViewType)
            {
                yield return new SchemaShape.Column(Kinds.SlotNames, Vector, TextDataViewType.Instance, false);
            }

            yield return new SchemaShape.Column(Kinds.TrainingLabelValues, Vector, keyValues.ItemType, false);
        }

        foreach (SchemaShape.Column column in GetTrainerOutputAnnotation())
        {
            yield return column;
        }
    }

    private static SchemaShape.Column Scalar(string name, DataViewType type, bool isKey = false) =>
        new(name, SchemaShape.Column.VectorKind.Scalar, type, isKey);

    public static class Kinds
    {
        public const string SlotNames = "SlotNames";
        public const string KeyValues = "KeyValues";
        public const string ScoreColumnSetId = "ScoreColumnSetId";
        public const string ScoreColumnKind = "ScoreColumnKind";
        public const string ScoreValueKind = "ScoreValueKind";
        public const string IsNormalized = "IsNormalized";
        public const string IsUserVisible = "IsUserVisible";
        public const string TrainingLabelValues = "TrainingLabelValues";
        public const string CategoricalSlotRanges = "CategoricalSlotRanges";
    }

    public static class Const
    {
        public static class ScoreColumnKind
        {
            public const string BinaryClassification = "BinaryClassification";
            public const string MulticlassClassification = "MulticlassClassification";
            public const string Regression = "Regression";
            public const string Ranking = "Ranking";
            public const string Clustering = "Clustering";
            public const string AnomalyDetection = "AnomalyDetection";
        }

        public static class ScoreValueKind
        {
            public const string Score = "Score";
            public const string PredictedLabel = "PredictedLabel";
            public const string Probability = "Probability";
        }
    }
}
