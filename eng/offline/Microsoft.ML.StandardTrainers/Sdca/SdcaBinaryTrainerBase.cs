using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

public abstract class SdcaBinaryTrainerBase<TModelParameters>
    : SdcaTrainerBase<SdcaBinaryTrainerBase<TModelParameters>.BinaryOptionsBase, BinaryPredictionTransformer<TModelParameters>, TModelParameters>
    where TModelParameters : class
{
    private static readonly TrainerInfo BinaryInfo = new(calibration: false);

    private protected SdcaBinaryTrainerBase(IHostEnvironment env, BinaryOptionsBase options)
        : base(env, options, BooleanDataViewType.Instance)
    {
    }

    public override TrainerInfo Info => BinaryInfo;

    private protected override int CountClasses(DataViewSchema.Column label) => 1;

    private protected override TrainingRow Weigh(TrainingRow row) =>
        row.Label > 0 && SdcaTrainerOptions.PositiveInstanceWeight != 1 ? row with { Weight = row.Weight * SdcaTrainerOptions.PositiveInstanceWeight } : row;

    private protected override BinaryPredictionTransformer<TModelParameters> MakeTransformer(TModelParameters model, DataViewSchema trainSchema) =>
        new(Host, model, trainSchema, FeatureColumn.Name);

    public class BinaryOptionsBase : OptionsBase
    {
        public float PositiveInstanceWeight = 1;

        internal override void Check(IHostEnvironment env)
        {
            base.Check(env);
            env.CheckUserArg(PositiveInstanceWeight > 0, nameof(PositiveInstanceWeight), "Weight for positive instances must be positive");
        }
    }
}
