"""What panels ask for becomes edits, and what cannot be is said in the panel that asked."""

from gui.document.edits import Edits
from gui.window.main_window import MainWindow
from gui.wiring.panels import Panels


def connect_edits(edits: Edits, panels: Panels, window: MainWindow) -> None:
    """Connect panels with the edits they ask for, and these with the panels that say what cannot be."""
    panels.data.role_chosen.connect(edits.choose_role)
    panels.data.target_chosen.connect(edits.choose_target)
    panels.data.target_kind_chosen.connect(edits.choose_target_kind)
    panels.data.split_edited.connect(edits.edit_split)
    panels.data.seed_wanted.connect(edits.deal_again)
    panels.table.role_chosen.connect(edits.choose_role)
    panels.table.test_rows_chosen.connect(edits.test_on_rows)
    panels.network.network_edited.connect(edits.edit_network)
    panels.training.recipe_chosen.connect(edits.choose_recipe)
    panels.training.training_edited.connect(edits.edit_training)
    panels.training.seeds_edited.connect(edits.edit_seeds)
    panels.training.quantiles_edited.connect(edits.edit_quantiles)
    panels.checks.remedy_chosen.connect(edits.apply_remedy)
    edits.data_refused.connect(panels.data.show_problem)
    edits.network_refused.connect(panels.network.show_problem)
    edits.training_refused.connect(panels.training.show_problem)
    edits.remedy_refused.connect(panels.checks.show_problem)
    for refused, title in (
        (edits.data_refused, "Data"),
        (edits.network_refused, "Network"),
        (edits.training_refused, "Training"),
        (edits.remedy_refused, "Checks"),
    ):
        refused.connect(lambda _sentence, title=title: window.show_panel(title))
